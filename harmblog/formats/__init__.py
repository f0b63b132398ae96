"""How dates are written where Django's own way would not do; named by FORMAT_MODULE_PATH."""
