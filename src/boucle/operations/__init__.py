"""Operations: what a person or a program can do; one call, one transaction."""
