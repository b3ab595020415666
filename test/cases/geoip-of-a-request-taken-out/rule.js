function (user, context, callback) {
  const { request } = context;
  if (!request.geoip) return callback(null, user, context);
  if (request.geoip.country_code !== 'DE') return callback(new UnauthorizedError('blocked'));
  callback(null, user, context);
}
