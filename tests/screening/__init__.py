"""The texts that screening is measured on."""
