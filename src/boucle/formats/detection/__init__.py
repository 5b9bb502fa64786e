"""Detection: a model of import found from a bare file, with its reasons and its doubts."""
