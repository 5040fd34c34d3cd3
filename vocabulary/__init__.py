"""What an experiment and its report have in common: the names of cells, the plan, the rule, the files between them.

Lower modules first: errors, marks, json_files with schemas/; cells, evidence, metrics, looks,
plan; trimmed, statistics, rule. It imports nothing else of the project.
"""
