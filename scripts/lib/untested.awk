# Finds functions named test... that Swift Testing would never run, as nothing above them says @Test.
# Reads Swift files; exit 1 when there is one.

FNR == 1 { marked = 0 }
/@Test/ { marked = 1 }
/(^|[^A-Za-z_])func test([A-Z_(]|$)/ {
    if (!marked) { printf "%s:%d: %s\n", FILENAME, FNR, $0; found = 1 }
}
# An attribute speaks for the next declaration only.
/(^|[^A-Za-z_])func / { marked = 0 }
END { if (found) { print "These functions look like tests, but without @Test they never run."; exit 1 } }
