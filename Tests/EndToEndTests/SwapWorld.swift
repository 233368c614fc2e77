import TestSupport

/// Customers whose every user swaps one product for the other, with no seat to spare.
struct SwapWorld {
    let customers: Int
    /// Of each customer; even.
    let users: Int

    /// Writes the files of the directory, and the swaps as `manifest.csv`.
    func write(to folder: ScratchFolder) throws {
        let header = "Product_Display_Name,String_Id,GUID,Service_Plan_Name,Service_Plan_Id\n"
        try folder.write(header + "Mail,MAIL,p1,PLAN_A,a\nChat,CHAT,p2,PLAN_B,b\n", as: "products.csv")
        var files = [
            "customers": "customer,domain\n", "users": "customer,user,id,usage_location\n",
            "subscriptions": "customer,product,seats\n", "assignments": "customer,user,product\n",
            "manifest": "customer,user,product,action\n",
        ]
        for customer in 0..<customers {
            let domain = "c\(customer).example"
            files["customers"]?.append("c\(customer),\(domain)\n")
            for product in ["MAIL", "CHAT"] {
                files["subscriptions"]?.append("\(domain),\(product),\(users / 2)\n")
            }
            for user in 0..<users {
                let name = "u\(user)@\(domain)"
                let (from, to) = user % 2 == 0 ? ("MAIL", "CHAT") : ("CHAT", "MAIL")
                files["users"]?.append("\(domain),\(name),i\(user),IT\n")
                files["assignments"]?.append("\(domain),\(name),\(from)\n")
                files["manifest"]?.append("\(domain),\(name),\(to),assign\n\(domain),\(name),\(from),revoke\n")
            }
        }
        for (name, text) in files { try folder.write(text, as: name + ".csv") }
    }
}
