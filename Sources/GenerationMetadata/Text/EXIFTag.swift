/// The EXIF tags that generators write to. Raw values are the tags' numbers (EXIF 2.32, 4.6.4).
enum EXIFTag: Int, CaseIterable {
    case documentName = 0x010D
    case imageDescription = 0x010E
    case make = 0x010F
    case model = 0x0110
    case software = 0x0131
    case artist = 0x013B
    case copyright = 0x8298
    case makerNote = 0x927C
    case userComment = 0x9286
    case xpTitle = 0x9C9B
    case xpComment = 0x9C9C

    var name: String {
        switch self {
        case .documentName: "DocumentName"
        case .imageDescription: "ImageDescription"
        case .make: "Make"
        case .model: "Model"
        case .software: "Software"
        case .artist: "Artist"
        case .copyright: "Copyright"
        case .makerNote: "MakerNote"
        case .userComment: "UserComment"
        case .xpTitle: "XPTitle"
        case .xpComment: "XPComment"
        }
    }
}
