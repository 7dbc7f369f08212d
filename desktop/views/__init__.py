"""Widgets: they show models and report what a person does; they decide nothing."""
