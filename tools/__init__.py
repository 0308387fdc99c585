"""What authors run: build, translations, new lesson. Not shipped to learners."""
