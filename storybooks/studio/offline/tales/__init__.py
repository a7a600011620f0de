"""The texts that the offline storyteller puts together, a file for each genre."""
