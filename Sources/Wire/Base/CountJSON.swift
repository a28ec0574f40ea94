/// How many.
package struct CountJSON: WireJSON {
    package let count: Int

    package init(count: Int) { self.count = count }
}
