"""Pages of change, stop and end, and what these papers add to the page every paper has."""
