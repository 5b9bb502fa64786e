"""Pages: what a person sees, one module a page or a part of one."""
