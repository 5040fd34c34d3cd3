"""The figures of the page over machines, which is about no single run."""
