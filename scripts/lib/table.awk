# Prints the first rows of a results.csv as a table. Splits quoted cells, one record per line (a cell with a line break ends a row early).
# Variables: most (rows to print).

function cells(text, into,    n, i, c, quoted, cell) {
    n = 0; cell = ""; quoted = 0
    for (i = 1; i <= length(text); i++) {
        c = substr(text, i, 1)
        if (c == "\"") {
            if (quoted && substr(text, i + 1, 1) == "\"") { cell = cell c; i++ } else quoted = !quoted
        } else if (c == "," && !quoted) { into[++n] = cell; cell = "" } else cell = cell c
    }
    into[++n] = cell
    return n
}

NR == 1 {
    sub(/\r$/, "")
    width = cells($0, name)
    for (i = 1; i <= width; i++) at[name[i]] = i
    printf "%-4s  %-10s  %-34s  %-16s  %-6s  %s\n", "line", "status", "user", "product", "action", "code"
    next
}
NR > most + 1 { more++; next }
{
    sub(/\r$/, "")
    cells($0, cell)
    product = cell[at["product"]]
    # A product named by its id would push the table apart.
    if (length(product) > 16) product = substr(product, 1, 13) "..."
    printf "%-4s  %-10s  %-34s  %-16s  %-6s  %s\n", cell[at["result_line"]], cell[at["result_status"]], cell[at["user"]], product, cell[at["action"]], cell[at["result_code"]]
}
END { if (more) printf "... and %d more\n", more }
