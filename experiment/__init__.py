"""Plans an experiment and runs it: fresh benchmark processes in, a result folder of plan and raw samples out."""
