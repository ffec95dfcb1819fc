"""A clerk's file as it comes in: kinds, limits, the sandboxed readers and the pipe to them. Knows grids, no meaning."""
