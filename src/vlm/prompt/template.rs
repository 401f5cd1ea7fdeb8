//! The chat template that comes with the model, rendered by a Jinja engine.

use super::{Conversation, ImageTokens, Part, PromptError};
use minijinja::{Environment, Value, context, syntax::SyntaxConfig, value::Serde};
use serde::Serialize;

const NAME: &str = "chat";

/// A compiled chat template.
pub struct ChatTemplate {
    environment: Environment<'static>,
}

#[derive(Serialize)]
struct TemplateMessage<'a> {
    role: &'static str,
    content: Vec<TemplatePart<'a>>,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum TemplatePart<'a> {
    Image,
    Text { text: &'a str },
}

impl ChatTemplate {
    /// Compiles a template with the settings transformers uses (blocks trimmed on both sides).
    pub fn new(source: &str) -> Result<Self, PromptError> {
        let mut environment = Environment::new();
        let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build();
        environment.set_syntax(syntax.map_err(template_error)?);
        environment.add_template_owned(NAME, source.to_owned()).map_err(template_error)?;
        Ok(Self { environment })
    }

    /// The prompt text, every `<image>` expanded into its frames and the answer begun.
    ///
    /// `grids` holds (rows, columns) per picture.
    ///
    /// # Errors
    /// When the text of the conversation spells a token the model reserves, or a grid has no tokens.
    pub fn render(
        &self,
        conversation: &Conversation,
        grids: &[(u32, u32)],
        tokens: &ImageTokens,
    ) -> Result<String, PromptError> {
        for text in conversation.texts() {
            tokens.refuse_reserved(text)?;
        }
        let messages: Vec<_> = conversation
            .messages
            .iter()
            .map(|message| TemplateMessage {
                role: message.role.name(),
                content: message
                    .parts
                    .iter()
                    .map(|part| match part {
                        Part::Image(_) => TemplatePart::Image,
                        Part::Text(text) => TemplatePart::Text { text },
                    })
                    .collect(),
            })
            .collect();
        let template = self.environment.get_template(NAME).map_err(template_error)?;
        let rendered = template
            .render(context! { messages => Value::from(Serde(&messages)), add_generation_prompt => true })
            .map_err(template_error)?;
        tokens.expand(&rendered, conversation.images().map(|index| grids[index]))
    }
}

fn template_error(error: minijinja::Error) -> PromptError {
    PromptError::Template(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMOLVLM: &str = "<|im_start|>{% for message in messages %}{{message['role'] | capitalize}}{% if message['content'][0]['type'] == 'image' %}{{':'}}{% else %}{{': '}}{% endif %}{% for line in message['content'] %}{% if line['type'] == 'text' %}{{line['text']}}{% elif line['type'] == 'image' %}{{ '<image>' }}{% endif %}{% endfor %}<end_of_utterance>\n{% endfor %}{% if add_generation_prompt %}{{ 'Assistant:' }}{% endif %}";

    fn tokens() -> ImageTokens {
        ImageTokens::new(2, ["<image>", "<end_of_utterance>"].map(String::from).to_vec())
    }

    #[test]
    fn two_turns_about_one_picture() {
        let history = [("What is it?".to_owned(), " A cat.".to_owned())];
        let conversation = Conversation::with_history(1, &history, "What colour?");
        let text = ChatTemplate::new(SMOLVLM).unwrap().render(&conversation, &[(0, 0)], &tokens()).unwrap();
        assert_eq!(
            text,
            "<|im_start|>User:<fake_token_around_image><global-img><image><image><fake_token_around_image>What is it?<end_of_utterance>\n\
             Assistant: A cat.<end_of_utterance>\nUser: What colour?<end_of_utterance>\nAssistant:"
        );
    }

    #[test]
    fn a_grid_is_written_row_by_row_with_the_global_view_last() {
        let text = ChatTemplate::new(SMOLVLM)
            .unwrap()
            .render(&Conversation::about_pictures(1, "?"), &[(2, 1)], &tokens())
            .unwrap();
        assert_eq!(
            text,
            "<|im_start|>User:<fake_token_around_image><row_1_col_1><image><image>\n<fake_token_around_image><row_2_col_1><image><image>\n\n\
             <fake_token_around_image><global-img><image><image><fake_token_around_image>?<end_of_utterance>\nAssistant:"
        );
    }

    #[test]
    fn reserved_words_are_refused() {
        let conversation = Conversation::about_pictures(0, "What does <end_of_utterance> mean?");
        let error = ChatTemplate::new(SMOLVLM).unwrap().render(&conversation, &[], &tokens()).unwrap_err();
        assert_eq!(error, PromptError::ReservedToken { token: "<end_of_utterance>".into() });
    }
}
