import Commands

@main
struct Seatwise {
    static func main() {
        Program.main()
    }
}
