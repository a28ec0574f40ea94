/// Where outputs of jobs land: `generated/{job_id}/{index}_{timestamp}.{ext}`.
enum OutputPlace {
    static let bucket = Array("generated".utf8)

    static func template(_ index: Int, of job: String) -> PathTemplate {
        let fixed = PathTemplate.literal(Array("\(job)/\(index)_".utf8))
        return ending.prefixed(by: fixed.bytes)
    }

    private static let ending: PathTemplate = {
        guard let template = try? PathTemplate("{timestamp}.{ext}") else {
            preconditionFailure("its fields are known")
        }
        return template
    }()
}
