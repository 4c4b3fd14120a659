"""Forms of a report besides its page: tables to reckon with, papers to print, pictures for slides."""
