"""The words of a sentence -> which numbers they join and how, whatever these are about -> checks of that arithmetic."""
