//! The owner's data and what is printed from it: every mistake is named with its place, every page can be read.

#![allow(clippy::unwrap_used)]

#[path = "press/copy.rs"]
mod copy;
#[path = "press/models.rs"]
mod models;
#[path = "press/votes.rs"]
mod votes;

use copy::Copy;
use shipcheck::comparison::ComparisonError;

const TOOL: &str = "tools/smolvlm2-turbo.json";
const PAIR: &str = "comparisons/smolvlm2-turbo-vs-vercel-ai-gateway.json";

#[test]
fn a_missing_field_is_named_with_its_line() {
    let copy = Copy::new("missing");
    copy.edit(TOOL, "  \"category\": \"Developer tools\",\n", "");
    let said = copy.complaint();
    assert!(said.contains(TOOL) && said.contains("missing field `category`"), "{said}");
}

#[test]
fn an_unknown_key_is_named_with_its_line_and_field() {
    let copy = Copy::new("unknown");
    copy.edit(TOOL, "\"price\": \"Free\"", "\"prize\": \"Free\"");
    let said = copy.complaint();
    // Line 9 of the file, inside `entry`.
    assert!(said.starts_with(&format!("{TOOL}:9:")) && said.contains("entry.prize"), "{said}");
}

#[test]
fn a_bad_date_is_named_with_its_line_and_field() {
    let copy = Copy::new("date");
    copy.edit(PAIR, "\"published\": \"2026-11-23\"", "\"published\": \"23.11.2026\"");
    let said = copy.complaint();
    assert!(said.starts_with(&format!("{PAIR}:6:")) && said.contains("published: `23.11.2026` is no date"), "{said}");
}

#[test]
fn a_dangling_slug_is_named() {
    let copy = Copy::new("dangling");
    copy.edit(PAIR, "\"vercel-ai-gateway\"]", "\"vercel-gateway\"]");
    let said = copy.complaint();
    assert!(said.contains("tools[1]") && said.contains("there is no tools/vercel-gateway.json"), "{said}");
}

#[test]
fn an_unknown_verdict_role_and_order_of_dates_are_named() {
    let copy = Copy::new("content");
    copy.edit(TOOL, "\"verdict\": \"ship\"", "\"verdict\": \"maybe\"");
    copy.edit(PAIR, "\"roles\": [\"Builder\"]", "\"roles\": [\"Janitor\"]");
    let said = copy.complaint();
    assert!(said.contains("panel[0].verdict") && said.contains("maybe"), "{said}");

    let copy = Copy::new("content-2");
    copy.edit(PAIR, "\"roles\": [\"Builder\"]", "\"roles\": [\"Janitor\"]");
    let said = copy.complaint();
    assert!(said.contains("agree[0].roles") && said.contains("Janitor"), "{said}");

    let copy = Copy::new("content-3");
    copy.edit(PAIR, "\"updated\": \"2026-11-23\"", "\"updated\": \"2026-11-22\"");
    assert!(copy.complaint().contains("before it was published"));
}

#[test]
fn one_reviewer_has_one_voice() {
    let copy = Copy::new("twice");
    copy.edit(TOOL, "\"role\": \"Skeptic\"", "\"role\": \"Builder\"");
    assert!(copy.complaint().contains("panel[1].role: `Builder` has reviewed this tool already"));
}

#[test]
fn broken_json_and_a_bad_file_name_are_named() {
    let copy = Copy::new("broken");
    copy.edit(TOOL, "\"name\": \"SmolVLM2 Turbo\",", "\"name\": \"SmolVLM2 Turbo\"");
    assert!(copy.complaint().starts_with(&format!("{TOOL}:4:")));

    let copy = Copy::new("name");
    let tools = copy.0.join("public/tools");
    std::fs::rename(tools.join("paligemma-3b.json"), tools.join("PaliGemma 3B.json")).unwrap();
    assert!(copy.complaint().contains("`PaliGemma 3B` is no slug"));
}

#[test]
fn every_mistake_has_a_remedy() {
    let errors = [
        ComparisonError::Field { file: "f".into(), line: 1, column: 2, field: "a".into(), problem: "b".into() },
        ComparisonError::DanglingTool { file: "f".into(), field: "a".into(), slug: "s".into() },
        ComparisonError::Content { file: "f".into(), field: "a".into(), problem: "b".into() },
        ComparisonError::File { file: "f".into(), problem: "b".into() },
    ];
    assert!(errors.iter().all(|error| error.remedy().ends_with('.')));
}

#[test]
fn the_printed_page_can_be_read_without_a_program() {
    let copy = Copy::new("page");
    assert_eq!(copy.print().unwrap().comparisons, 2);
    let page = copy.printed("compare/smolvlm2-turbo-vs-vercel-ai-gateway/index.html");
    for said in [
        "Which one should you ship with?",
        "100\u{a0}% (4 of 4)",
        "No votes published yet",
        "This is not like for like",
        "Apple and Google may build the same ability",
        "The Futurist",
        "Not checked yet",
        "$54.00",
        "694,444",
        "Portkey",
    ] {
        let said = said.replace("The Futurist", "The futurist has not reviewed Vercel AI Gateway.");
        assert!(page.contains(&said), "the page does not say: {said}");
    }
    assert!(page.contains("<base href=\"./../../\">"));
    let front = copy.printed("index.html");
    assert!(front.contains("<base href=\"./\">") && front.contains("href=\"#bench\""));
    let other = copy.printed("compare/smolvlm2-turbo-vs-paligemma-3b/index.html");
    assert!(other.contains("Not reviewed yet") && !other.contains("id=\"price\""));
}

#[test]
fn every_page_address_is_named_once_the_site_is_known() {
    let copy = Copy::new("site");
    copy.edit("config.json", "{", "{ \"site\": \"https://lab.example/check/\",");
    copy.print().unwrap();
    let page = copy.printed("index.html");
    assert!(page.contains(
        "<link rel=\"canonical\" href=\"https://lab.example/check/compare/smolvlm2-turbo-vs-vercel-ai-gateway/\">"
    ));
    assert!(page.contains("content=\"https://lab.example/check/cards/smolvlm2-turbo-vs-vercel-ai-gateway.png\""));
    assert!(copy.printed("feed.xml").contains("href=\"https://lab.example/check/feed.xml\""));
    let card = std::fs::read(copy.0.join("dist/cards/smolvlm2-turbo-vs-vercel-ai-gateway.png")).unwrap();
    assert_eq!((&card[1..4], &card[16..24]), (&b"PNG"[..], &[0, 0, 4, 176, 0, 0, 2, 118][..]));

    let copy = Copy::new("site-2");
    copy.edit("config.json", "{", "{ \"site\": \"lab.example\",");
    assert!(copy.complaint().contains("site: `lab.example`"));
}

#[test]
fn an_address_in_the_clear_is_named_wherever_it_stands() {
    let places = [
        (TOOL, "https://arxiv.org", "http://arxiv.org", "sources"),
        (TOOL, "https://arxiv.org", "javascript:arxiv.org", "sources"),
        ("config.json", "https://huggingface.co", "http://huggingface.co", "hub"),
        ("config.json", "https://huggingface.co", "https:// huggingface.co", "hub"),
    ];
    for (number, (file, from, to, field)) in places.into_iter().enumerate() {
        let copy = Copy::new(&format!("clear-{number}"));
        copy.edit(file, from, to);
        let said = copy.complaint();
        assert!(said.contains(file) && said.contains(field), "{to}: {said}");
    }
    let copy = Copy::new("clear-loopback");
    copy.edit("config.json", "https://huggingface.co", "http://127.0.0.1:9000");
    copy.print().unwrap();
}

#[test]
fn the_address_of_a_site_is_escaped_in_its_feed() {
    let copy = Copy::new("site-and");
    copy.edit("config.json", "{", "{ \"site\": \"https://lab.example/a&b/\",");
    copy.print().unwrap();
    let feed = copy.printed("feed.xml");
    assert!(feed.contains("href=\"https://lab.example/a&amp;b/feed.xml\""), "{feed}");
    assert!(!feed.contains("a&b"), "{feed}");
}

#[test]
fn a_character_that_cannot_be_printed_is_named_with_its_field() {
    for (number, code) in ["\\u0000", "\\u001b", "\\u202e", "\\u0085"].into_iter().enumerate() {
        let copy = Copy::new(&format!("control-{number}"));
        copy.edit(PAIR, "\"title\": \"", &format!("\"title\": \"{code}"));
        let said = copy.complaint();
        assert!(said.contains("title") && said.contains(&format!("U+{}", code[2..].to_uppercase())), "{said}");
    }
}

#[test]
fn the_newsletter_is_a_plain_form_and_never_in_the_clear() {
    let form = "{ \"newsletter\": { \"provider\": \"Buttondown\", \"action\": \"https://buttondown.com/api/emails/embed-subscribe/lab\", \"field\": \"email\" },";
    let copy = Copy::new("newsletter");
    copy.edit("config.json", "{", form);
    copy.print().unwrap();
    let page = copy.printed("index.html");
    assert!(
        page.contains("method=\"post\" action=\"https://buttondown.com/api/emails/embed-subscribe/lab\""),
        "no form"
    );
    assert!(page.contains("name=\"email\""));

    let copy = Copy::new("newsletter-2");
    copy.edit("config.json", "{", &form.replace("https", "http"));
    assert!(copy.complaint().contains("newsletter.action: `http://buttondown.com"));
}

#[test]
fn the_gateway_console_has_its_own_program_and_can_be_read_without_it() {
    let copy = Copy::new("gateway");
    // As Trunk leaves the shell.
    let built = "<script type=\"module\">import init from './shipcheck-ui-1.js';</script>\n\
        <link rel=\"modulepreload\" href=\"/at/shipcheck-ui-1.js\"><link rel=\"preload\" href=\"/at/shipcheck-ui-1_bg.wasm\" as=\"fetch\"></head>";
    let shell = copy.0.join("dist/index.html");
    let text = std::fs::read_to_string(&shell).unwrap().replace("</head>", built);
    std::fs::write(&shell, text).unwrap();
    copy.print().unwrap();
    let page = copy.printed("gateway/index.html");
    assert!(!page.contains("shipcheck-ui-1"), "the review page's program is here");
    assert!(page.contains("src=\"console.js\"") && page.contains("href=\"console.css\""));
    assert!(page.contains("One request, every attempt behind it") && page.contains("icons/icon.svg"));
    assert!(copy.printed("compare/index.html").contains("shipcheck-ui-1_bg.wasm"), "the others keep theirs");
}

#[test]
fn the_structured_data_has_reviews_and_no_aggregate() {
    let copy = Copy::new("structured");
    copy.print().unwrap();
    let page = copy.printed("index.html");
    let start = page.find("ld+json\">").unwrap() + 9;
    let json = &page[start..start + page[start..].find("</script>").unwrap()];
    let value: serde_json::Value = serde_json::from_str(json).unwrap();
    let tools = value["@graph"].as_array().unwrap();
    assert_eq!(tools.len(), 2);
    for tool in tools {
        assert_eq!(
            (tool["@type"].as_str(), tool["review"].as_array().unwrap().len()),
            (Some("SoftwareApplication"), 4)
        );
        assert!(tool.get("aggregateRating").is_none());
    }
}

/// What RFC 4287 demands of a feed and of its entries.
#[test]
fn the_feed_has_what_the_standard_demands() {
    let copy = Copy::new("feed");
    copy.print().unwrap();
    let feed = copy.printed("feed.xml");
    let entries: Vec<_> = feed.split("<entry>").skip(1).collect();
    assert_eq!(entries.len(), 2);
    for (part, needs) in
        std::iter::once((feed.split("<entry>").next().unwrap(), &["id", "title", "updated", "author"][..]))
            .chain(entries.iter().map(|entry| (*entry, &["id", "title", "updated", "published", "summary"][..])))
    {
        for need in needs {
            assert_eq!(part.matches(&format!("<{need}>")).count(), 1, "{need} in {part}");
        }
        assert!(part.contains("rel=\"alternate\""));
    }
    let mut ids: Vec<_> = feed.split("<id>").skip(1).map(|rest| rest.split('<').next().unwrap()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 3, "ids must differ");
    assert!(ids.iter().all(|id| id.starts_with("urn:uuid:") && id.len() == 45));
}

#[test]
fn many_style_sheets_become_one_in_their_order() {
    let copy = Copy::new("styles");
    let shell = copy.printed("index.html");
    let links = "<link rel=\"stylesheet\" href=\"./a-1.css\"/>\n<link rel=\"stylesheet\" href=\"./b-2.css\"/>\n</head>";
    std::fs::write(copy.0.join("dist/index.html"), shell.replacen("</head>", links, 1)).unwrap();
    std::fs::write(copy.0.join("dist/a-1.css"), "p { color: red }\n").unwrap();
    std::fs::write(copy.0.join("dist/b-2.css"), "p { color: blue }\n").unwrap();
    copy.print().unwrap();
    let page = copy.printed("index.html");
    let name = page.split("href=\"./style-").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(page.matches("rel=\"stylesheet\"").count(), 1);
    assert_eq!(copy.printed(&format!("style-{name}")), "p { color: red }\np { color: blue }\n");
    assert!(!copy.0.join("dist/a-1.css").exists());
}

/// The schema that editors use knows every field that the reader of the files knows.
#[test]
fn the_schemas_are_strict_and_documented() {
    let copy = Copy::new("schema");
    copy.print().unwrap();
    for name in ["tool", "comparison"] {
        let schema: serde_json::Value = serde_json::from_str(&copy.printed(&format!("schema/{name}.json"))).unwrap();
        assert_eq!(schema["additionalProperties"], false, "{name}");
        assert!(schema["required"].as_array().unwrap().len() > 6, "{name}");
    }
    let tool: serde_json::Value = serde_json::from_str(&copy.printed("schema/tool.json")).unwrap();
    assert_eq!(tool["$defs"]["Review"]["properties"]["risk"]["description"], "What could prove it wrong.");
    assert_eq!(tool["$defs"]["Date"]["pattern"], "^[0-9]{4}-[0-9]{2}(-[0-9]{2})?$");
}
