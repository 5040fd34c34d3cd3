"""From raw samples to verdicts, figures and a page. It reads result folders alone; its rooms, lower ones first:
results, judgement, words, plots, evidence, output. What a run and its report share is in vocabulary/.
"""
