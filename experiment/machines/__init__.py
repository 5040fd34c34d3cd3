"""A run on many machines: one process of a plan alone, and the hosts that such processes are spread over."""
