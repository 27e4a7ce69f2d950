//! A part as a small tree, built from quick-xml events and written back as it was read.
//!
//! No entity but the five of XML, no DTD, limited depth: a template is a file from outside.

use quick_xml::{Reader, events::BytesStart, events::Event};
use thiserror::Error;

/// Deeper than any document that Word writes; keeps recursion over the tree safe.
const MAX_DEPTH: usize = 200;
/// Elements and texts of one part; a contract has about ten thousand.
const MAX_NODES: usize = 1_500_000;

/// Why a part is not taken.
#[derive(Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum TreeError {
    /// Not well-formed XML.
    #[error("expected well-formed XML, found a fault at byte {at}: {reason}")]
    Malformed {
        /// Offset in the part.
        at: u64,
        /// What is wrong.
        reason: String,
    },
    /// A DTD or an entity of its own.
    #[error("a document type or an entity of its own is refused")]
    Dtd,
    /// Too deep or too many nodes.
    #[error("the XML is nested too deeply or has too many elements")]
    TooLarge,
    /// Bytes that are not UTF-8.
    #[error("expected UTF-8")]
    NotUtf8,
}

/// A node of a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Node {
    Element(Element),
    /// Character data, unescaped.
    Text(String),
    /// A tag of the template engine, to be written without escaping.
    Tag(String),
    /// Markup to be written as it is: declaration, comment, processing instruction.
    Verbatim(String),
}

/// An element with its attributes as they stand in the file (values escaped).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) attributes: Vec<(String, String)>,
    pub(crate) children: Vec<Node>,
}

impl Element {
    pub(crate) fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            ..Self::default()
        }
    }

    pub(crate) fn is(&self, name: &str) -> bool {
        self.name == name
    }

    /// The value as it stands in the file; ids and relationship ids need no unescaping.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    pub(crate) fn set_attribute(&mut self, name: &str, escaped: String) {
        match self.attributes.iter_mut().find(|(key, _)| key == name) {
            Some((_, value)) => *value = escaped,
            None => self.attributes.push((name.to_owned(), escaped)),
        }
    }

    pub(crate) fn elements(&self) -> impl Iterator<Item = &Self> {
        self.children.iter().filter_map(Node::element)
    }

    /// Calls `visit` on this element and on all below, parents first.
    pub(crate) fn walk<'t>(&'t self, visit: &mut impl FnMut(&'t Self)) {
        visit(self);
        for child in self.elements() {
            child.walk(visit);
        }
    }

    pub(crate) fn walk_mut(&mut self, visit: &mut impl FnMut(&mut Self)) {
        visit(self);
        for child in self.children.iter_mut().filter_map(Node::element_mut) {
            child.walk_mut(visit);
        }
    }

    /// Drops every element below for which `drop` says so.
    pub(crate) fn prune(&mut self, drop: &mut impl FnMut(&Self) -> bool) {
        self.children
            .retain(|node| node.element().is_none_or(|element| !drop(element)));
        for child in self.children.iter_mut().filter_map(Node::element_mut) {
            child.prune(drop);
        }
    }

    pub(crate) fn any(&self, test: &mut impl FnMut(&Self) -> bool) -> bool {
        test(self) || self.elements().any(|child| child.any(test))
    }
}

impl Node {
    pub(crate) fn element(&self) -> Option<&Element> {
        if let Self::Element(element) = self {
            Some(element)
        } else {
            None
        }
    }

    pub(crate) fn element_mut(&mut self) -> Option<&mut Element> {
        if let Self::Element(element) = self {
            Some(element)
        } else {
            None
        }
    }
}

/// A whole part: the declaration and the root element under one nameless element.
pub(crate) fn parse(bytes: &[u8]) -> Result<Element, TreeError> {
    let text = std::str::from_utf8(bytes).map_err(|_| TreeError::NotUtf8)?;
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    let mut builder = Builder {
        stack: vec![Element::default()],
        nodes: 0,
    };
    loop {
        let event = reader.read_event().map_err(|e| TreeError::Malformed {
            at: reader.error_position(),
            reason: e.to_string(),
        })?;
        if matches!(event, Event::Eof) {
            return builder.finish(reader.buffer_position());
        }
        builder.take(event).map_err(|fault| match fault {
            Fault::Tree(error) => error,
            Fault::Reason(reason) => TreeError::Malformed {
                at: reader.buffer_position(),
                reason,
            },
        })?;
    }
}

enum Fault {
    Tree(TreeError),
    Reason(String),
}

impl Fault {
    fn new(error: impl std::error::Error) -> Self {
        Self::Reason(error.to_string())
    }
}

struct Builder {
    stack: Vec<Element>,
    nodes: usize,
}

impl Builder {
    fn take(&mut self, event: Event<'_>) -> Result<(), Fault> {
        self.nodes += 1;
        if self.nodes > MAX_NODES || self.stack.len() > MAX_DEPTH {
            return Err(Fault::Tree(TreeError::TooLarge));
        }
        match event {
            Event::Start(start) => self.stack.push(element(&start)?),
            Event::Empty(start) => self.push(Node::Element(element(&start)?)),
            Event::End(_) => {
                if let Some(done) = self.stack.pop() {
                    self.push(Node::Element(done));
                }
            }
            Event::Text(text) => self.text(&text.decode().map_err(Fault::new)?),
            Event::CData(text) => self.text(&text.decode().map_err(Fault::new)?),
            Event::GeneralRef(reference) => {
                let name = reference.decode().map_err(Fault::new)?;
                let text = quick_xml::escape::unescape(&format!("&{name};"))
                    .map_err(|_| Fault::Tree(TreeError::Dtd))?
                    .into_owned();
                self.text(&text);
            }
            Event::Decl(decl) => {
                self.push(Node::Verbatim(format!("<?{}?>", utf8(&decl)?)));
            }
            Event::PI(pi) => self.push(Node::Verbatim(format!("<?{}?>", utf8(&pi)?))),
            Event::DocType(_) => return Err(Fault::Tree(TreeError::Dtd)),
            // A comment has no meaning for Word and could hold a tag.
            Event::Comment(_) | Event::Eof => {}
        }
        Ok(())
    }

    fn push(&mut self, node: Node) {
        if let Some(parent) = self.stack.last_mut() {
            parent.children.push(node);
        }
    }

    /// quick-xml ends a text at each `&`: pieces that touch are one text.
    fn text(&mut self, piece: &str) {
        let Some(parent) = self.stack.last_mut() else {
            return;
        };
        match parent.children.last_mut() {
            Some(Node::Text(text)) => text.push_str(piece),
            _ => parent.children.push(Node::Text(piece.to_owned())),
        }
    }

    fn finish(mut self, at: u64) -> Result<Element, TreeError> {
        match (self.stack.pop(), self.stack.is_empty()) {
            (Some(root), true) if root.elements().count() == 1 => Ok(root),
            _ => Err(TreeError::Malformed {
                at,
                reason: "the root element is not closed".into(),
            }),
        }
    }
}

fn element(start: &BytesStart<'_>) -> Result<Element, Fault> {
    let mut element = Element::new(utf8(start.name().as_ref())?);
    for attribute in start.attributes() {
        let attribute = attribute.map_err(Fault::new)?;
        let value = utf8(&attribute.value)?;
        quick_xml::escape::unescape(value).map_err(|_| Fault::Tree(TreeError::Dtd))?;
        element
            .attributes
            .push((utf8(attribute.key.as_ref())?.to_owned(), value.to_owned()));
    }
    Ok(element)
}

fn utf8(bytes: &[u8]) -> Result<&str, Fault> {
    std::str::from_utf8(bytes).map_err(|_| Fault::Tree(TreeError::NotUtf8))
}

/// The tree as XML; tags of the template engine stand in it as they are.
pub(crate) fn serialise(root: &Element) -> String {
    let mut out = String::new();
    for node in &root.children {
        write_node(&mut out, node);
    }
    out
}

fn write_node(out: &mut String, node: &Node) {
    match node {
        Node::Text(text) => escape_into(out, text),
        Node::Tag(raw) | Node::Verbatim(raw) => out.push_str(raw),
        Node::Element(element) => {
            out.push('<');
            out.push_str(&element.name);
            for (name, value) in &element.attributes {
                out.extend([" ", name, "=\""]);
                write_attribute(out, value);
                out.push('"');
            }
            if element.children.is_empty() {
                out.push_str("/>");
                return;
            }
            out.push('>');
            for child in &element.children {
                write_node(out, child);
            }
            out.extend(["</", &element.name, ">"]);
        }
    }
}

/// A value that stood between single quotes may hold double ones; a value never opens a tag.
fn write_attribute(out: &mut String, escaped: &str) {
    let mut chars = escaped.chars().peekable();
    while let Some(char) = chars.next() {
        match (char, chars.peek()) {
            ('"', _) => out.push_str("&quot;"),
            ('{', Some('{' | '%' | '#')) => out.push_str("&#123;"),
            _ => out.push(char),
        }
    }
}

/// Escapes text and drops what XML 1.0 cannot carry: Word refuses a file with such characters.
pub(crate) fn escape_into(out: &mut String, text: &str) {
    for char in text.chars() {
        match char {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            // Text is never read as a tag, whatever it says.
            '{' => out.push_str("&#123;"),
            '\t' | '\n' => out.push(char),
            '\r' => out.push_str("&#13;"),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            _ => out.push(char),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{TreeError, parse, serialise};

    fn round(xml: &str) -> String {
        serialise(&parse(xml.as_bytes()).unwrap())
    }

    #[test]
    fn a_part_is_written_back_as_it_was_read() {
        let xml =
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><a x=\"1 &amp; 2\"><b/>т &lt; ё<c> </c></a>";
        assert_eq!(round(xml), xml);
        assert_eq!(round("<a x='\"'/>"), "<a x=\"&quot;\"/>");
    }

    #[test]
    fn a_brace_in_text_never_opens_a_tag() {
        assert_eq!(round("<a>{{ x }}</a>"), "<a>&#123;&#123; x }}</a>");
    }

    #[test]
    fn a_document_type_and_own_entities_are_refused() {
        let dtd = "<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>";
        assert_eq!(parse(dtd.as_bytes()), Err(TreeError::Dtd));
        assert_eq!(parse(b"<a>&x;</a>"), Err(TreeError::Dtd));
        assert_eq!(parse(b"<a b=\"&x;\"/>"), Err(TreeError::Dtd));
    }

    #[test]
    fn depth_is_limited_and_open_elements_are_refused() {
        let deep = "<a>".repeat(5000) + &"</a>".repeat(5000);
        assert_eq!(parse(deep.as_bytes()), Err(TreeError::TooLarge));
        assert!(parse(b"<a><b></a>").is_err());
        assert!(parse(b"<a>").is_err());
        assert!(parse(b"").is_err());
    }
}
