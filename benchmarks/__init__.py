"""What is measured, runnable by anyone: `make bench`. Speeds are ratios within one run."""
