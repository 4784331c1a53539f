//! Text for XML and HTML.

/// `text` for element content and attribute values: markup escaped, characters that XML forbids taken out.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(character),
            '\u{FFFE}' | '\u{FFFF}' => {}
            character if character.is_control() => {}
            character => out.push(character),
        }
    }
    out
}

/// `url` where a document may link to it: web addresses, mail, places in the document and files beside it. Anything
/// that would run a script is none.
pub(crate) fn link_target(url: &str) -> Option<&str> {
    let url = url.trim();
    if url.is_empty() || url.chars().any(char::is_control) {
        return None;
    }
    let scheme = url
        .split_once(':')
        .map(|(scheme, _)| scheme)
        .filter(|scheme| !scheme.contains(['/', '?', '#']));
    match scheme.map(str::to_ascii_lowercase).as_deref() {
        None | Some("http" | "https" | "mailto" | "doi") => Some(url),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_escaped_and_control_characters_go() {
        assert_eq!(
            escape("<a href='x'>&\u{0}\u{8}\"\u{FFFE}"),
            "&lt;a href=&#39;x&#39;&gt;&amp;&quot;"
        );
    }

    #[test]
    fn scripts_are_no_targets() {
        assert_eq!(link_target("https://a.b/c?d=e"), Some("https://a.b/c?d=e"));
        assert_eq!(
            link_target("tables/top.csv#a:b"),
            Some("tables/top.csv#a:b")
        );
        for url in [
            "javascript:alert(1)",
            " JavaScript:x",
            "data:text/html,x",
            "java\nscript:x",
            "",
        ] {
            assert_eq!(link_target(url), None, "{url}");
        }
    }
}
