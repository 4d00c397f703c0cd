"""Jobs of the aggregator stack that need more than shell: the check of a genesis, and keys given beforehand."""
