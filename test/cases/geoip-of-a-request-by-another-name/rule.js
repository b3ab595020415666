function (user, context, callback) {
  var r = context.request || {};
  var country = r.geoip ? r.geoip.country_code : 'XX';
  if (country === undefined) return callback(new UnauthorizedError('no country'));
  context.idToken['https://a.io/c'] = country;
  callback(null, user, context);
}
