"""Into the register and back out of it: new members, changes, and the undoing of a whole intake."""
