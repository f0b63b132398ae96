"""Nothing of the tests is imported before the network is shut off."""

from . import no_network

no_network.install()
