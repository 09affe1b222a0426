using Geo.Data.Articles;
using Geo.Data.Reviews;
using Geo.Server.Security;
using Npgsql;

namespace Geo.Server.Reviews;

/// <summary>The addresses of the review queue, and of what reviews tell of the map.</summary>
internal static class ReviewRoutes
{
    static readonly string[] Read = ["GET", "HEAD"];

    public static IServiceCollection AddReviews(this IServiceCollection services, NpgsqlDataSource database) => services
        .AddSingleton(new ReviewStore(database)).AddSingleton(new SampleStore(database)).AddSingleton(new ArticleStore(database))
        .AddSingleton<ReviewDocuments>().AddSingleton<ReviewQueue>().AddSingleton<ReviewWord>().AddSingleton<ReviewPicture>().AddSingleton<AccuracyEndpoint>();

    /// <summary>A key of role reviewer is needed, or a program on this machine.</summary>
    public static void Map(Action<string, Delegate> get, WebApplication app)
    {
        T Of<T>() where T : notnull => app.Services.GetRequiredService<T>();
        void Reviewers(string path, string[] methods, Delegate handler) => app.MapMethods(path, methods, handler).RequireRole(Role.Reviewer, orLocal: true)
            .AddEndpointFilter((call, next) =>
            {
                var response = call.HttpContext.Response;
                response.OnStarting(() =>   // at the end, because pictures say how long they may be kept
                {
                    response.Headers.CacheControl = "no-store";   // articles' texts among it
                    return Task.CompletedTask;
                });
                return next(call);
            });

        Reviewers("/reviews", Read, Of<ReviewQueue>().Get);
        Reviewers("/reviews/agreement", Read, Of<ReviewQueue>().GetAgreement);
        Reviewers("/reviews/{decision:long}", Read, Of<ReviewQueue>().GetOne);
        Reviewers("/reviews/{decision:long}", ["POST"], Of<ReviewWord>().Post);
        Reviewers("/reviews/{decision:long}/picture.png", Read, Of<ReviewPicture>().Get);
        get("/accuracy", Of<AccuracyEndpoint>().Get);
    }
}
