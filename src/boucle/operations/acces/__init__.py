"""Acces: who acts, with which rights, and how they prove who they are."""
