using Geo.LanguageModels.Answers;

namespace Geo.Pipeline.Labelling;

/// <param name="Shares">Share of each class among all opinions, best first; classes without a share are left out.</param>
/// <param name="Votes">The class that each model is for.</param>
/// <param name="Outliers">Numbers of members that most opinions call something else.</param>
/// <param name="Mixed">Whether most call the whole cluster a mixture.</param>
internal sealed record Vote(IReadOnlyList<(string Code, double Share)> Shares, IReadOnlyDictionary<string, string> Votes, IReadOnlyList<int> Outliers, bool Mixed,
    string LabelEs, string LabelEn, string Description)
{
    public double ShareOf(IEnumerable<string> codes) => Shares.Where(s => codes.Contains(s.Code)).Sum(s => s.Share);
}

/// <summary>Counts opinions: every model weighs the same, and so does every draw of a model. Draws without an answer agree with nothing.</summary>
internal static class Voting
{
    public static Vote Count(IReadOnlyList<Opinion> opinions)
    {
        var models = opinions.GroupBy(o => o.Model).ToList();
        var shares = new Dictionary<string, double>(StringComparer.Ordinal);
        var votes = new Dictionary<string, string>();
        foreach (var model in models)
        {
            var own = new Dictionary<string, double>(StringComparer.Ordinal);
            foreach (var answer in model.Select(o => o.Class).Where(a => a is { State: AnswerState.Answered }))
                foreach (var (code, share) in answer!.Shares) own[code] = own.GetValueOrDefault(code) + share / model.Count();
            foreach (var (code, share) in own) shares[code] = shares.GetValueOrDefault(code) + share / models.Count;
            if (own.Count > 0) votes[model.Key] = own.OrderByDescending(s => s.Value).ThenBy(s => s.Key, StringComparer.Ordinal).First().Key;
        }
        var ranked = shares.OrderByDescending(s => s.Value).ThenBy(s => s.Key, StringComparer.Ordinal).Select(s => (s.Key, s.Value)).ToList();
        var described = opinions.Where(o => o.Description.State == AnswerState.Answered).ToList();
        // the words are those of an opinion that is for the winner
        var said = (described.FirstOrDefault(o => o.Class?.Choice == ranked.FirstOrDefault().Key) ?? described.FirstOrDefault())?.Description.Value;
        string Said(string member) => said?.GetProperty(member).GetString() ?? "";
        return new(ranked, votes,
            [.. described.SelectMany(o => o.Description.Value!.Value.GetProperty("outliers").EnumerateArray().Select(n => n.GetInt32()).Distinct())
                .GroupBy(n => n).Where(g => 2 * g.Count() > opinions.Count).Select(g => g.Key).Order()],
            2 * described.Count(o => o.Description.Value!.Value.GetProperty("mixed").GetBoolean()) > opinions.Count, Said("label_es"), Said("label_en"), Said("description"));
    }
}
