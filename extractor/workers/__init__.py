"""Many documents over several processes. The way in is `pool.spread`; a document's result is a record of `results`."""
