// Runs the scenarios with the Anthropic SDK for Go.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/anthropics/anthropic-sdk-go"
	"github.com/anthropics/anthropic-sdk-go/option"
)

type toolFact struct {
	Name        string
	Description string
	Schema      struct {
		Properties map[string]any
		Required   []string
	}
}

// The texts and images of the scenarios.
var facts struct {
	Model          string
	Greeting       string
	Beginning      string
	Thought        string
	Picture        string
	Weather        map[string]string
	WeatherTool    toolFact
	PictureTool    toolFact
	ForecastSchema map[string]any
	Forecast       struct {
		City        string
		Temperature int
	}
	Usage struct {
		Input  int64 `json:"input_tokens"`
		Cached int64 `json:"cache_read_input_tokens"`
		Output int64 `json:"output_tokens"`
	}
}

var (
	client  = anthropic.NewClient()
	ctx     = context.Background()
	cities  = []string{"Paris", "Oslo"}
	errDone = errors.New("it ended well")
)

type asking func(anthropic.MessageNewParams) (*anthropic.Message, error)

func create(params anthropic.MessageNewParams) (*anthropic.Message, error) {
	return client.Messages.New(ctx, params)
}

func stream(params anthropic.MessageNewParams) (*anthropic.Message, error) {
	message := anthropic.Message{}
	events := client.Messages.NewStreaming(ctx, params)
	for events.Next() {
		if err := message.Accumulate(events.Current()); err != nil {
			return nil, err
		}
	}
	return &message, events.Err()
}

func asks(blocks ...anthropic.ContentBlockParamUnion) anthropic.MessageNewParams {
	return anthropic.MessageNewParams{
		Model:     anthropic.Model(facts.Model),
		MaxTokens: 2048,
		Messages:  []anthropic.MessageParam{anthropic.NewUserMessage(blocks...)},
	}
}

func says(prompt string) anthropic.MessageNewParams {
	return asks(anthropic.NewTextBlock(prompt))
}

func offers(params anthropic.MessageNewParams, fact toolFact) anthropic.MessageNewParams {
	params.Tools = []anthropic.ToolUnionParam{{OfTool: &anthropic.ToolParam{
		Name:        fact.Name,
		Description: anthropic.String(fact.Description),
		InputSchema: anthropic.ToolInputSchemaParam{
			Properties: fact.Schema.Properties,
			Required:   fact.Schema.Required,
		},
	}}}
	return params
}

func textOf(message *anthropic.Message) string {
	text := ""
	for _, block := range message.Content {
		text += block.Text
	}
	return text
}

func checkGreeting(message *anthropic.Message, err error) error {
	if err != nil {
		return err
	}
	usage := message.Usage
	return errors.Join(
		same(textOf(message), facts.Greeting),
		same(message.StopReason, anthropic.StopReasonEndTurn),
		same(
			[]int64{usage.InputTokens, usage.CacheReadInputTokens, usage.OutputTokens},
			[]int64{facts.Usage.Input, facts.Usage.Cached, facts.Usage.Output},
		),
	)
}

// converse calls tools until the model is done; it returns all its messages.
func converse(
	ask asking,
	params anthropic.MessageNewParams,
	run func(id, city string) anthropic.ContentBlockParamUnion,
) ([]*anthropic.Message, error) {
	answers := []*anthropic.Message{}
	for {
		message, err := ask(params)
		if err != nil {
			return nil, err
		}
		answers = append(answers, message)
		results := []anthropic.ContentBlockParamUnion{}
		for _, block := range message.Content {
			if use, isUse := block.AsAny().(anthropic.ToolUseBlock); isUse {
				input := struct{ City string }{}
				if err := json.Unmarshal([]byte(use.JSON.Input.Raw()), &input); err != nil {
					return nil, err
				}
				results = append(results, run(block.ID, input.City))
			}
		}
		if len(results) == 0 {
			return answers, nil
		}
		params.Messages = append(params.Messages, message.ToParam(), anthropic.NewUserMessage(results...))
	}
}

func tellWeather(city string) string {
	return city + ": " + facts.Weather[city]
}

func usesTools(ask asking) func(string) error {
	return func(prompt string) error {
		asked := []string{}
		run := func(id, city string) anthropic.ContentBlockParamUnion {
			asked = append(asked, city)
			return anthropic.NewToolResultBlock(id, tellWeather(city), false)
		}
		answers, err := converse(ask, offers(says(prompt), facts.WeatherTool), run)
		if err != nil {
			return err
		}
		answer := textOf(answers[len(answers)-1])
		return errors.Join(same(asked, cities), contains(answer, tellWeather("Paris")), contains(answer, tellWeather("Oslo")))
	}
}

func greetsWithPictureInResult(prompt string) error {
	run := func(id, _ string) anthropic.ContentBlockParamUnion {
		image := anthropic.NewImageBlockBase64("image/png", facts.Picture).OfImage
		content := []anthropic.ToolResultBlockParamContentUnion{{OfImage: image}}
		return anthropic.ContentBlockParamUnion{
			OfToolResult: &anthropic.ToolResultBlockParam{ToolUseID: id, Content: content},
		}
	}
	answers, err := converse(create, offers(says(prompt), facts.PictureTool), run)
	if err != nil {
		return err
	}
	return checkGreeting(answers[len(answers)-1], nil)
}

func thinks(prompt string) error {
	params := offers(says(prompt), facts.WeatherTool)
	params.Thinking = anthropic.ThinkingConfigParamOfEnabled(1024)
	run := func(id, city string) anthropic.ContentBlockParamUnion {
		return anthropic.NewToolResultBlock(id, tellWeather(city), false)
	}
	answers, err := converse(stream, params, run)
	if err != nil {
		return err
	}
	thoughts := ""
	for _, answer := range answers {
		for _, block := range answer.Content {
			thoughts += block.Thinking
		}
	}
	return errors.Join(same(thoughts, facts.Thought), same(textOf(answers[len(answers)-1]), tellWeather("Paris")))
}

func followsSchema(prompt string) error {
	params := says(prompt)
	params.OutputConfig = anthropic.OutputConfigParam{Format: anthropic.JSONOutputFormatParam{Schema: facts.ForecastSchema}}
	message, err := create(params)
	if err != nil {
		return err
	}
	forecast := facts.Forecast
	forecast.City, forecast.Temperature = "", 0
	err = json.Unmarshal([]byte(textOf(message)), &forecast)
	return errors.Join(err, same(forecast, facts.Forecast))
}

func failsWith(status int, options ...option.RequestOption) func(string) error {
	return func(prompt string) error {
		_, err := client.Messages.New(ctx, says(prompt), options...)
		failure := &anthropic.Error{}
		if !errors.As(err, &failure) {
			return fmt.Errorf("another error: %w", errors.Join(err, errDone))
		}
		return same(failure.StatusCode, status)
	}
}

func breaks(prompt string) error {
	text := ""
	events := client.Messages.NewStreaming(ctx, says(prompt))
	for events.Next() {
		text += events.Current().Delta.Text
	}
	if events.Err() == nil {
		return errDone
	}
	return same(text, facts.Beginning)
}

func cancels(prompt string) error {
	cancellable, cancel := context.WithCancel(ctx)
	defer cancel()
	events := client.Messages.NewStreaming(cancellable, says(prompt))
	for events.Next() {
		if events.Current().Delta.Text != "" {
			cancel()
		}
	}
	asking := http.Client{Timeout: 5 * time.Second}
	response, err := asking.Get(os.Getenv("UPSTREAM_URL") + "/cancelled")
	if err == nil {
		err = response.Body.Close()
	}
	return err
}

func countsTokens(prompt string) error {
	count, err := client.Messages.CountTokens(ctx, anthropic.MessageCountTokensParams{
		Model:    anthropic.Model(facts.Model),
		Messages: says(prompt).Messages,
	})
	if err == nil && (count.InputTokens < 5 || count.InputTokens > 100) {
		err = fmt.Errorf("it counts %d", count.InputTokens)
	}
	return err
}

func listsModels(string) error {
	ids := []string{}
	pages := client.Models.ListAutoPaging(ctx, anthropic.ModelListParams{})
	for pages.Next() {
		ids = append(ids, pages.Current().ID)
	}
	if err := pages.Err(); err != nil || !slices.Contains(ids, facts.Model) {
		return errors.Join(err, fmt.Errorf("there are %v", ids))
	}
	found, err := client.Models.Get(ctx, facts.Model, anthropic.ModelGetParams{})
	if err != nil {
		return err
	}
	return same(found.ID, facts.Model)
}

func same(actual, expected any) error {
	if fmt.Sprint(actual) == fmt.Sprint(expected) {
		return nil
	}
	return fmt.Errorf("expected %v, got %v", expected, actual)
}

func contains(text, part string) error {
	if strings.Contains(text, part) {
		return nil
	}
	return fmt.Errorf("the answer is %q", text)
}

// scenario runs a scenario and reports its result.
func scenario(name string, play func(prompt string) error) {
	line := map[string]string{"name": name, "state": "passed"}
	if err := play("Please play scenario:" + name + " for me."); err != nil {
		line = map[string]string{"name": name, "state": "failed", "reason": err.Error()}
	}
	text, _ := json.Marshal(line)
	fmt.Println(string(text))
}

func main() {
	text, err := os.ReadFile("programs/facts.json")
	if err == nil {
		err = json.Unmarshal(text, &facts)
	}
	if err != nil {
		panic(err)
	}
	greets := func(prompt string) error { return checkGreeting(create(says(prompt))) }
	streams := func(prompt string) error { return checkGreeting(stream(says(prompt))) }
	showsPicture := func(prompt string) error {
		image := anthropic.NewImageBlockBase64("image/png", facts.Picture)
		return checkGreeting(create(asks(image, anthropic.NewTextBlock(prompt))))
	}

	scenario("text", greets)
	scenario("stream", streams)
	scenario("tools", usesTools(create))
	scenario("tools-stream", usesTools(stream))
	scenario("image", showsPicture)
	scenario("image-result", greetsWithPictureInResult)
	scenario("thinking", thinks)
	scenario("structured", followsSchema)
	scenario("error-401", failsWith(401, option.WithAPIKey("wrong-key")))
	scenario("error-404", failsWith(404))
	scenario("error-429", greets)
	scenario("error-529", streams)
	scenario("error-stream", breaks)
	scenario("cancel", cancels)
	scenario("count-tokens", countsTokens)
	scenario("models", listsModels)
}
