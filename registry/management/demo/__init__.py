"""The demo's people and their story: invented, the same on every machine, the dates as of the day it is loaded."""
