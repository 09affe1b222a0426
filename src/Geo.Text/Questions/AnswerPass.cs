using System.Threading.Channels;
using Geo.Data.Articles;
using Geo.Data.Questions;

namespace Geo.Text.Questions;

/// <summary>What became of asking one model.</summary>
/// <param name="Asked">Answered now; copies of an article are asked once.</param>
/// <param name="Abstained">Of those, without an allowed answer.</param>
/// <param name="Pending">Could not be asked: the same command asks them again.</param>
/// <param name="Reason">Why the last of them could not.</param>
public sealed record AnswerReport(string Model, long Asked, long Abstained, long Pending, long Tokens, string? Reason);

/// <summary>
/// Asks a model a question about every article that it has not answered. Answers are kept as they come, those of one moment together, so what was answered is not
/// asked again after a stop.
/// </summary>
public sealed class AnswerPass(AnswerStore store)
{
    /// <summary>So many failures on end: the model is given up for this time.</summary>
    const int Patience = 20;
    const int Batch = 500;

    /// <param name="question">One that the store has.</param>
    /// <param name="progress">Told the number of articles done.</param>
    public async Task<AnswerReport> RunAsync(Question question, IAnsweringModel model, Action<long> progress, CancellationToken cancellationToken)
    {
        await store.CopyAsync(question.Key, model.Name, cancellationToken);
        long asked = 0, abstained = 0, pending = 0, tokens = 0;
        string? reason = null;
        var (failures, gate) = (0, new Lock());
        var answers = Channel.CreateBounded<AnswerRow>(Batch);
        var keeping = KeepAsync();
        try
        {
            await Parallel.ForEachAsync(store.WaitingAsync(question.Key, model.Name, cancellationToken),
                new ParallelOptions { MaxDegreeOfParallelism = model.AtOnce, CancellationToken = cancellationToken }, async (article, cancel) =>
                {
                    if (Volatile.Read(ref failures) >= Patience)
                    {
                        lock (gate) pending++;
                        return;
                    }
                    try
                    {
                        var a = await model.AskAsync(question, article, cancel);
                        Volatile.Write(ref failures, 0);
                        await answers.Writer.WriteAsync(new(article.Id, a.Answer, (float?)a.Confidence, a.Raw, a.Tokens), CancellationToken.None);
                    }
                    catch (NoAnswerException e)
                    {
                        Interlocked.Increment(ref failures);
                        lock (gate) (pending, reason) = (pending + 1, e.Message);
                    }
                });
        }
        finally
        {
            answers.Writer.Complete();
            await keeping;      // what was answered before a stop is kept
        }
        await store.CopyAsync(question.Key, model.Name, cancellationToken);
        return new(model.Name, asked, abstained, pending, tokens, reason);

        async Task KeepAsync()
        {
            var batch = new List<AnswerRow>(Batch);
            while (await answers.Reader.WaitToReadAsync(CancellationToken.None))
            {
                while (batch.Count < Batch && answers.Reader.TryRead(out var row)) batch.Add(row);
                await store.AddAsync(question.Key, model.Name, batch, CancellationToken.None);
                asked += batch.Count;
                abstained += batch.Count(a => a.Answer is null);
                tokens += batch.Sum(a => (long)(a.Tokens ?? 0));
                batch.Clear();
                progress(asked);
            }
        }
    }
}
