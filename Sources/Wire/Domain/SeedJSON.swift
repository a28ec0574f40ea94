/// What the demo user has.
package struct SeedJSON: WireJSON {
    package let user, email, project, session, album: String
    package let generations, assets: [String]

    package init(
        user: String, email: String, project: String, session: String, album: String,
        generations: [String], assets: [String]
    ) {
        self.user = user
        self.email = email
        self.project = project
        self.session = session
        self.album = album
        self.generations = generations
        self.assets = assets
    }
}
