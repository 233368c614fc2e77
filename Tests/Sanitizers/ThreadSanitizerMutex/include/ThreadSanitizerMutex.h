// Nothing to call: what is linked stands in for the slow ways of Swift's Mutex.
