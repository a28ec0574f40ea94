/// An option that was given replaces a value; one that was not leaves it.
extension Optional {
    func replace(_ value: inout Wrapped) {
        if let self { value = self }
    }

    func replace(_ value: inout Wrapped?) {
        if let self { value = self }
    }
}

extension String? {
    /// An empty text takes the value away.
    func replace(_ value: inout String?) {
        if let self { value = self.isEmpty ? nil : self }
    }
}
