"""金点子: how they come in, who may move them where, by when, and what is told of them."""
