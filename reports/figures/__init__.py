"""The figures of a month, by node, as of its last day. Each is defined once, here, with its source."""
