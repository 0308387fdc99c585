"""The mechanisms: numpy in, frozen dataclass out. No widget, chart, file, clock or global random state."""
