import HTTPTypes

extension Routes {
    /// What people have.
    mutating func addDomain() {
        addProjects()
        addSessions()
        addJobs()
        addWorkers()
        addGenerations()
        addAlbums()
        addLinks()
        addMarks()
        addUsers()
        addMoney()
        addLibrary()
        addDocuments()
        addEntries()
        addTraining()
        addSettings()
    }
}
