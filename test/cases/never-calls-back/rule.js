function restrictByCountry(user, context, callback) {
  if (context.request.geoip) {
    if (context.request.geoip.country_code === 'DE') {
      return callback(null, user, context);
    }
    return callback(new UnauthorizedError('Wrong country.'));
  }
}
