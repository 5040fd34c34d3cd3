"""An application of several modules, of which one cannot be imported."""
