"""The ground: environment, settings, embedded servers, Celery, logs, health."""

import gc

# A process of ours holds some million objects that never go. By Python's own threshold of 700 new ones the collector
# walks them again and again while everything is imported: a seventh of each start.
gc.set_threshold(50_000, 20, 20)
