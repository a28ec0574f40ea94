/// The store itself failed, as opposed to one file: the run cannot go on.
package struct StoreFailure: Error {
    package let cause: any Error

    package init(cause: any Error) {
        self.cause = cause
    }
}
