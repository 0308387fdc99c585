"""The few generic views. The only room that imports ipywidgets and anywidget."""
