"""From domain records to what templates show: labels, addresses, sentences."""
