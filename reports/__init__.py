"""reports: from result folders to statistics, verdicts, figures and a page. Reads result files only."""
