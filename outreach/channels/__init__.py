"""Senders: each knows one way to the outside and no models. What to send to whom is told to them in plain values."""
