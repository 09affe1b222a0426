# All that is installed is installed by ./geo setup, the same as on a bare machine.
FROM mcr.microsoft.com/dotnet/sdk:10.0
WORKDIR /geo
COPY . .
RUN ./geo setup && rm -rf /var/lib/apt/lists/*
ENV GEO_DATA=/data
VOLUME /data
EXPOSE 8080
ENTRYPOINT ["./geo"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8080"]
