"""What a person sees, one module a page: routes parse, call, render."""
